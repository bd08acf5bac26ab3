import fc from "fast-check";
import type { Life, PersistEnd, Turn } from "./exampleHistory.ts";

const end = fc.constantFrom<PersistEnd>("ok", "ok", "ok", "fail", "unknown-applied", "unknown-not-applied");
const lastEnd = fc.constantFrom<PersistEnd>("ok", "lost-applied", "lost-not-applied");
/** What one process did, from its first update to how it ended. */
export const life: fc.Arbitrary<Life> = fc
	.tuple(fc.array(end, { maxLength: 8 }), lastEnd)
	.map(([ends, last]) => ({ persists: [...ends, last] }));

/** One update of two processes of an identity that run side by side. */
export const turn: fc.Arbitrary<Turn> = fc.record({
	by: fc.constantFrom(0, 1),
	end: fc.constantFrom("ok", "fail", "unknown-applied", "unknown-not-applied"),
	rival: fc.constantFrom("none", "prompt", "slow"),
});
