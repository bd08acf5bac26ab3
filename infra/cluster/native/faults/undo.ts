/** Undoes a fault; once. */
export type Undo = () => void;
