import { expect, test } from "vitest";
import { needsVolumes } from "./needsVolumes.ts";

test("a cluster has to provide volumes where the method can't do without, or where it can and is asked to", () => {
	const modesWith = (durability: "memory" | "volume") =>
		["central", "decentral-etcd", "central-etcd", "volume", "none"].filter((mode) =>
			needsVolumes({ mode, durability }),
		);
	expect(modesWith("memory")).toEqual(["volume"]);
	expect(modesWith("volume")).toEqual(["decentral-etcd", "central-etcd", "volume"]);
});
