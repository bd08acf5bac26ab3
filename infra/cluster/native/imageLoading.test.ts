import { expect, test } from "vitest";
import { notLoaded } from "./imageLoading.ts";

test("a node whose memory is full says so, and what to do", () => {
	const said = "ctr: failed to copy: write /var/x: no space left on device";
	expect(notLoaded("/images.tar", said).message).toBe(
		`The images of /images.tar could not be loaded. The node's memory file system is full: the node needs a machine with more memory, or a stack with fewer nodes (holdfast:nodes). The last lines:\n${said}`,
	);
	expect(notLoaded("/images.tar", "ctr: unknown").message).not.toContain("memory");
});
