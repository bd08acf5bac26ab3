/** A write whose effect isn't known: it may have been applied, or may yet be. */
export class UnknownOutcome extends Error {
	override name = "UnknownOutcome";
}

/** Certainly not applied (a read: not answered). */
export class NotApplied extends Error {
	override name = "NotApplied";
}

/** Certainly not applied: the store holds a value that this write must not replace. */
export class Conflict extends NotApplied {
	override name = "Conflict";
}
