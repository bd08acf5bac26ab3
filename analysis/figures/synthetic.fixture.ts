import type { OperationRecord } from "../../schema/operation.ts";

/** Made-up records for tests; nothing that was measured. */
export function syntheticOperation(fields: Partial<OperationRecord>): OperationRecord {
	const time = fields.time ?? 1001;
	return {
		pod: "pod-0",
		process: 900,
		number: 0,
		operation: 0,
		type: "ok",
		kind: "persist",
		index: 0,
		state: "synthetic",
		revision: null,
		intended: time,
		time,
		received: time,
		...fields,
	};
}

/** `count` persists, one each second, each acknowledged after 10 ms. */
export function syntheticPersists({
	from,
	count,
	pod = "pod-0",
	process = 900,
	firstNumber = 0,
}: {
	from: number;
	count: number;
	pod?: string;
	process?: number;
	firstNumber?: number;
}): OperationRecord[] {
	return Array.from({ length: count }, (_, i) => {
		const operation = firstNumber + 2 * i;
		const intended = from + i;
		const both = { pod, process, operation, intended, index: i };
		return [
			syntheticOperation({
				...both,
				number: operation,
				type: "invoke",
				time: intended,
			}),
			syntheticOperation({
				...both,
				number: operation + 1,
				type: "ok",
				time: intended + 0.01,
			}),
		];
	}).flat();
}
