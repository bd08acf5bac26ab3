import { parentPort, workerData } from "node:worker_threads";
import type { Part } from "./eachLine.ts";
import { readPart } from "./operationColumns.ts";

// A thread of its own for `readOperationColumns`.
const { file, part } = workerData as { file: string; part: Part };
parentPort?.postMessage(await readPart(file, part));
