import { writeFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { runPage } from "./page.ts";
import type { PlotTask } from "./plotThread.ts";

// What `PlotThread` asks for, in its order.
parentPort?.on("message", (task: PlotTask) => {
	if (task === null) parentPort?.close();
	else writeFileSync(task.file, runPage(task.sketch, task.about));
});
