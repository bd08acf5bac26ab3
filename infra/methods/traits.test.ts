import { expect, test } from "vitest";
import { namedParts } from "../cluster/parts.ts";
import { renderStack } from "../manifests/render.ts";
import { settingsOf, variants } from "../manifests/variants.fixture.ts";
import { imagesOf, methodNames } from "./traits.ts";

const variant = (name: string) => variants.find((each) => each.name === name);
/**
 * On kind, Hazelcast's chart makes the members of hybrid, whose Pods are those that native shows.
 */
const variantOf = (mode: string) => variant(mode === "hybrid" ? "native" : "kind");
/** What each node has anyway. */
const broughtAlong = ["prometheus"];
const parts = namedParts((name) => `holdfast.local/${name}:version`);

/** The first loads Pulumi's classes for all of Kubernetes. */
const renderSeconds = 60;

test.each(methodNames)(
	"the images that are brought to a cluster for %s are those that its Pods run, and no others",
	async (mode) => {
		const shown = variantOf(mode);
		if (!shown) throw new Error("Nothing is rendered.");
		const manifests = await renderStack(settingsOf(mode, shown), parts);
		const run = JSON.stringify(manifests).matchAll(/"image":"holdfast\.local\/([a-z]+):/g);
		const names = new Set([...run].map(([, name = ""]) => name).filter((name) => !broughtAlong.includes(name)));
		expect(names).toEqual(new Set(imagesOf(mode)));
	},
	renderSeconds * 1000,
);
