import { checkout } from "../../schema/checkout.ts";
import { faultOf } from "../../schema/faultKinds.ts";
import type { Protocol } from "../../schema/protocol.ts";
import { readProtocol } from "../experiment/protocols.ts";
import { definitionOf, keyNames } from "./keys.ts";
import type { Reader, Texts } from "./reader.ts";

/**
 * The protocol of a stack, as its configuration changes it; null when there is to be no experiment.
 *
 * @throws Error that names what is wrong, its value and what is allowed
 */
export function chosenProtocol({ read, known: { planned, durationSeconds } }: Reader, texts: Texts): Protocol | null {
	const name = read("protocol");
	if (name === "none") return null;
	if (planned === null) return ownProtocol(name, texts);
	return {
		...planned,
		durationSeconds,
		intervalSeconds: read("interval"),
		faults: chosenFaults(read, texts),
	};
}

function ownProtocol(file: string, texts: Texts): Protocol {
	const given = keyNames.find((key) => definitionOf(key).changesProtocol && texts(key) !== undefined);
	if (given === undefined) return readProtocol(file, checkout);
	throw new Error(
		`holdfast:${given} can't change the protocol ${file}, which is a file of your own: say it there, and run "pulumi config rm ${given}".`,
	);
}

/** Built-in protocols have one fault or none, and so has what becomes of them. */
function chosenFaults(read: Reader["read"], texts: Texts): Protocol["faults"] {
	const fault = read("fault");
	if (fault === "none") return [];
	const victims = read("failures");
	if (victims === 0) return [];
	return [
		faultOf(fault, {
			atSeconds: read("faultAt"),
			victims,
			target: read("target"),
			lastsSeconds: read("lasts"),
			// What the protocol says of replicas says nothing of the store, which may have one Pod only.
			...(texts("failures") !== undefined && { storeVictims: victims }),
		}),
	];
}
