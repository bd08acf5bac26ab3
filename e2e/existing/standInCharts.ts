import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { charts } from "../../infra/charts/catalogue.ts";
import type { Images } from "../../toolchain/images.ts";

const sources = join(import.meta.dirname, "..", "charts");

/** The charts that have a stand-in. */
type Copied = "couchdb" | "hazelcast" | "prometheus";

/**
 * Copies the tests' own charts, with images that the cluster can have by default: the values that
 * Holdfast passes are the real charts', which know no such thing.
 *
 * @param imageOf what the cluster knows an image of the set-up by
 * @returns chart → its folder
 */
export function copyCharts(
	folder: string,
	{ store, prometheus }: Images["references"],
	imageOf: (reference: string) => string,
): Record<Copied, string> {
	const image = ({ reference }: { reference: string }) => imageOf(reference);
	const copy = (name: Copied, defaults: Record<string, string>) => {
		const chart = join(folder, charts[name].name);
		cpSync(join(sources, charts[name].name), chart, { recursive: true });
		const values = join(chart, "values.yaml");
		writeFileSync(values, stringify({ ...parse(readFileSync(values, "utf8")), ...defaults }));
		return chart;
	};
	return {
		couchdb: copy("couchdb", { standInImage: image(store) }),
		hazelcast: copy("hazelcast", {}),
		prometheus: copy("prometheus", {
			standInImage: image(prometheus),
			standInNodeImage: image(store),
		}),
	};
}
