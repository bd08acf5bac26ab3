import type { Fault } from "../../schema/fault.ts";
import { definitionOf, faultName } from "../../schema/faultKinds.ts";
import type { Field } from "../../schema/faults/definition.ts";

/** A fault of a protocol in one line, for people. */
export function describeFault(fault: Fault): string {
	const { lastsSeconds, ...others } = definitionOf(fault.kind).fields;
	const said = Object.entries({ ...others, lastsSeconds }).flatMap(([name, field]) => {
		const value = fault[name as keyof Fault] as never;
		return (value !== undefined && (field as Field).inWords?.(value, fault as { group?: string })) || [];
	});
	return [`${faultName(fault)} at ${fault.atSeconds} s`, ...said].join(", ");
}
