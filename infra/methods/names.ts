/** The fault-tolerance methods: what a stack's name may begin with. */
export const methodNames: readonly string[] = ["central"];
