import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Looks into a chart that is a folder, or an archive of one.
 *
 * @returns null where there is no chart
 * @throws Error with one sentence when an archive can't be unpacked
 */
export function inChartFolder<T>(path: string, look: (folder: string) => T): T | null {
	if (!existsSync(path)) return null;
	if (!/\.(tgz|tar\.gz)$/.test(path)) {
		return existsSync(join(path, "Chart.yaml")) ? look(path) : null;
	}
	const place = mkdtempSync(join(tmpdir(), "holdfast-chart-"));
	try {
		unpack(path, place);
		const folder = readdirSync(place)
			.map((name) => join(place, name))
			.find((inside) => existsSync(join(inside, "Chart.yaml")));
		return folder === undefined ? null : look(folder);
	} finally {
		rmSync(place, { recursive: true, force: true });
	}
}

function unpack(archive: string, folder: string): void {
	try {
		execFileSync("tar", ["--extract", "--gzip", "--file", archive, "--directory", folder], {
			stdio: ["ignore", "ignore", "pipe"],
			encoding: "utf8",
		});
	} catch (error) {
		const { stderr, message } = error as Error & { stderr?: string };
		throw new Error(
			`The chart ${archive} can't be unpacked (${(stderr || message).trim().split("\n")[0]}): get it again.`,
		);
	}
}
