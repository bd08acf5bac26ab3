import { readFileSync } from "node:fs";
import { JsonStrictValidator } from "@cyclonedx/cyclonedx-library/Validation";
import { expect, test } from "vitest";
import { chosenBuilder } from "../../imageBuilder.ts";
import { billFile, imageNames, imagesFolder } from "../../images.ts";
import { bomVersion } from "../sbom/bom.ts";
import { rebuildAndCompare } from "./rebuild.ts";

// Docker 20.10 puts the time of the build into configurations and folders.
test.skipIf(chosenBuilder() === "docker")(
	"the same sources make the same images again, but for the class-data archive",
	async () => {
		expect(await rebuildAndCompare()).toEqual([]);
	},
	300_000,
);

test.each(imageNames)(
	"the bill of materials of %s fits CycloneDX's strict schema, and names what the image holds",
	async (name) => {
		const text = readFileSync(billFile(imagesFolder(), name), "utf8");
		const validator = new JsonStrictValidator(bomVersion.version);
		expect(await validator.validate(text)).toBeNull();
		expect(JSON.parse(text).components).not.toHaveLength(0);
	},
);
