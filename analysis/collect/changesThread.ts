import { parentPort, workerData } from "node:worker_threads";
import { changesIn } from "./fileStamps.ts";

// A thread of its own for `changesBeside`.
const { folder, files } = workerData as Parameters<typeof changesIn>[1] & { folder: string };
parentPort?.postMessage(await changesIn(folder, { files }));
