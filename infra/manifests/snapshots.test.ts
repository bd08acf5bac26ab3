import { expect, test } from "vitest";
import { namedParts } from "../cluster/parts.ts";
import { methodNames } from "../methods/traits.ts";
import { differences } from "./differences.ts";
import { type Manifest, manifestsText, yamlText } from "./manifest.ts";
import { renderStack } from "./render.ts";
import { settingsOf, variantsOf } from "./variants.fixture.ts";

/** No image's version: it changes with every source. */
const parts = namedParts((name) => `holdfast.local/${name}:version`);

/** The first loads Pulumi's classes for all of Kubernetes. */
const renderSeconds = 60;

test.each(methodNames)(
	"what a stack of the mode %s creates is what was reviewed",
	async (mode) => {
		const variants = variantsOf(mode);
		const rendered = new Map<string, Manifest[]>();
		for (const variant of variants) {
			rendered.set(variant.name, await renderStack(settingsOf(mode, variant), parts));
		}
		const of = (name: string) => rendered.get(name) ?? [];
		const [whole, ...others] = variants;
		await expect(manifestsText(of(whole?.name ?? ""))).toMatchFileSnapshot(`snapshots/${mode}.yaml`);
		const compared = others.map(({ name, comparedWith }) => ({
			platform: name,
			comparedWith,
			...differences(of(comparedWith ?? ""), of(name)),
		}));
		await expect(compared.map(yamlText).join("---\n")).toMatchFileSnapshot(`snapshots/${mode}.differences.yaml`);
	},
	renderSeconds * 1000,
);
