import { type OperationRecord, operationRecord } from "../schema/operation.ts";
import { type Intact, readIntact } from "./ndjson.ts";

/** The records of an `operations.ndjson`, up to its damage if there is any. */
export function readOperations(
	file: string,
	name = file,
): Promise<Intact<OperationRecord>> {
	return readIntact(file, operationRecord, name);
}
