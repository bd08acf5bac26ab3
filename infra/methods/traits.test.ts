import { expect, test } from "vitest";
import { namedParts } from "../cluster/parts.ts";
import { renderStack } from "../manifests/render.ts";
import { settingsOf, variants } from "../manifests/variants.fixture.ts";
import { imagesOf, methodNames } from "./traits.ts";

const kind = variants.find(({ name }) => name === "kind");
const parts = namedParts((name) => `holdfast.local/${name}:version`);

/** The first loads Pulumi's classes for all of Kubernetes. */
const renderSeconds = 60;

test.each(methodNames)(
	"the images that are brought to a cluster for %s are those that its Pods run, and no others",
	async (mode) => {
		if (!kind) throw new Error("Nothing is rendered for kind.");
		const manifests = await renderStack(settingsOf(mode, kind), parts);
		const run = JSON.stringify(manifests).matchAll(/"image":"holdfast\.local\/([a-z]+):/g);
		const names = new Set([...run].map(([, name = ""]) => name));
		expect(names).toEqual(new Set(imagesOf(mode)));
	},
	renderSeconds * 1000,
);
