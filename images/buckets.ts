/** Of all histograms of durations: from 1 ms (a store on the same machine) to 10 s (beyond every deadline). */
export const bucketsSeconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
