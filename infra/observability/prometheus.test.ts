import { expect, test } from "vitest";
import { readSettings } from "../config.ts";
import { methodNames } from "../methods/traits.ts";
import { ownNamespaces } from "../names.ts";
import { prometheusConfig } from "./prometheus.ts";

test.each(methodNames)("in the mode %s no two jobs have one name, which Prometheus would refuse", (mode) => {
	const { scrape_configs } = prometheusConfig(
		readSettings(`${mode}-5`, () => undefined),
		{ kubelets: ["10.0.0.1:10250"], namespaces: ownNamespaces },
	);
	const names = scrape_configs.map(({ job_name }) => job_name);
	expect(new Set(names).size).toBe(names.length);
	expect(names.length).toBeGreaterThan(1);
});
