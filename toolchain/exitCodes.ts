/** How every command of the project ends. */
export const exitCodes = {
	fine: 0,
	/** The laboratory is broken: nothing can be said about the method. */
	broken: 1,
	/** The laboratory worked, and the method violated safety. */
	violated: 3,
	interrupted: 130,
} as const;
