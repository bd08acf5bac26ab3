import { container, containers, defineFault, hit, lastsSeconds } from "./definition.ts";

export const freeze = defineFault({
	kind: "freeze",
	does: "SIGSTOP, then SIGCONT",
	witness: "`/proc`: how many processes of the container are stopped (`T`), which must be all; afterwards none",
	fields: { ...hit, container, lastsSeconds },
	order: { do: "freeze", fields: { containers, lastsSeconds } },
});
