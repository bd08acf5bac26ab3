import { expect, test } from "vitest";
import type { NodeImages } from "../native/archives.ts";
import { importImages } from "./importImages.ts";

const image = (reference: string) => ({ reference, digest: "sha256:0" });

test("every image is imported and pinned; those of earlier builds no longer are, and others' are left alone", async () => {
	const commands: string[] = [];
	const archives = [
		{
			archive: "/cache/images.tar",
			references: {
				app: image("holdfast.local/app:2"),
				observer: image("holdfast.local/observer:2"),
			},
		},
	] as unknown as NodeImages["archives"];
	await importImages(archives, async (command) => {
		commands.push(command.slice(3).join(" "));
		expect(command.slice(0, 3)).toEqual(["k3s", "ctr", "images"]);
		return command.includes("list")
			? [
					...["docker.io/rancher/pause:3.6", "holdfast.local/app:1"],
					...["holdfast.local/app:2", "holdfast.local/observer:2", ""],
				].join("\n")
			: "";
	});
	expect(commands).toEqual([
		"import /cache/images.tar",
		"label holdfast.local/app:2 io.cri-containerd.pinned=pinned",
		"label holdfast.local/observer:2 io.cri-containerd.pinned=pinned",
		"list --quiet",
		"label holdfast.local/app:1 io.cri-containerd.pinned=",
	]);
});
