import { parentPort } from "node:worker_threads";
import { readParts } from "../collect/operationColumns.ts";
import { findingsOfShare } from "./judgeBeside.ts";
import type { Task } from "./secondThread.ts";

// What `SecondThread` asks for, one after the other.
parentPort?.on("message", async (task: Task) => {
	parentPort?.postMessage(task.kind === "read" ? await readParts(task.given) : findingsOfShare(task.given));
});
