/** How every command of the project ends. */
export const exitCodes = {
	fine: 0,
	/** The laboratory is broken: nothing can be said about the method. */
	broken: 1,
	/** The command was called with something that it doesn't know. */
	misused: 2,
	/** The laboratory worked, and the method violated safety. */
	violated: 3,
	/** Safety was kept, and a threshold was crossed, or an expectation not met. */
	unmet: 4,
	/**
	 * A judge alone: nothing was violated, and not everything that could have shown it was observed.
	 */
	unknown: 5,
	interrupted: 130,
} as const;
