/**
 * Two operations of different processes count as one after the other only if more than this lies between the first
 * one's answer and the second one's start, in seconds: their clocks may differ.
 */
export const clockToleranceSeconds = 0.01;
