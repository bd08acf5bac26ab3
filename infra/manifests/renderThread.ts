/** Renders the stack whose settings the thread is started with. */
import { parentPort, workerData } from "node:worker_threads";
import type { Settings } from "../settings.ts";
import { renderStack } from "./render.ts";

parentPort?.postMessage(await renderStack(workerData as Settings));
