import { Gauge, type Registry } from "prom-client";
import { metricsRegistry } from "../../metrics.ts";
import type { Status } from "./http.ts";

export function createMetrics(status: () => Status): Registry {
	const { registry } = metricsRegistry();
	const gauge = (name: string, help: string, value: () => number) =>
		new Gauge({
			name: `holdfast_observer_${name}`,
			help,
			registers: [registry],
			collect() {
				this.set(value());
			},
		});
	gauge("operation_records", "Records stored", () => status().operations);
	gauge("events", "Events stored", () => status().events);
	gauge("reads", "Answers to clients stored", () => status().reads);
	gauge("missing_messages", "Messages that never came", () => status().gaps);
	gauge("refused", "What wasn't stored", () => status().refused);
	gauge("full_files", "Files that didn't take what they were given last", () => status().full.length);
	gauge("connections", "Open connections", () => status().connections);
	gauge("unauthorized", "Refused for want of a token for what was written", () => status().unauthorized);
	gauge("watching", "1 while the Pods are watched", () => (status().watching ? 1 : 0));
	return registry;
}
