import { chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../run.ts";

/** Debian's user who owns nothing. */
export const nobody = 65_534;

/** Where a mirror, a proxy, and the passwords for them are said. */
const settingsFiles = ["settings.xml", "settings-security.xml"];

export interface MavenRun {
	/** Where Maven works, and can write. */
	folder: string;
	/** @throws Error with Maven's last words when it fails */
	maven: (parameters: readonly string[]) => Promise<void>;
}

/**
 * Lends a folder in which Maven can be run; it is gone afterwards, with all that Maven fetched.
 * Maven's plugins come from a registry, and nothing pins them, so that they are never run as root,
 * but as a user who can write to this folder alone. The user's own settings of Maven hold there,
 * too.
 *
 * @param onLine told what Maven says
 * @param program for tests
 */
export async function withMaven<Result>(
	work: (run: MavenRun) => Promise<Result>,
	onLine: (line: string) => void = () => {},
	program = "mvn",
): Promise<Result> {
	const outer = mkdtempSync(join(tmpdir(), "holdfast-maven-"));
	try {
		const home = join(outer, "home");
		const folder = join(outer, "work");
		mkdirSync(join(home, ".m2"), { recursive: true });
		mkdirSync(folder);
		for (const name of settingsFiles) {
			const own = join(homedir(), ".m2", name);
			if (existsSync(own)) copyFileSync(own, join(home, ".m2", name));
		}
		const isRoot = process.getuid?.() === 0;
		return await work({
			folder,
			async maven(parameters) {
				if (isRoot) giveToNobody(outer);
				await run([program, "--batch-mode", "--quiet", ...parameters], {
					cwd: folder,
					environment: {
						HOME: home,
						MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ""} -Duser.home=${home}`,
					},
					...(isRoot && { user: nobody }),
					onLine,
				});
			},
		});
	} finally {
		rmSync(outer, { recursive: true, force: true });
	}
}

function giveToNobody(folder: string): void {
	chownSync(folder, nobody, nobody);
	for (const entry of readdirSync(folder, {
		recursive: true,
		withFileTypes: true,
	})) {
		if (entry.isSymbolicLink()) continue;
		chownSync(join(entry.parentPath, entry.name), nobody, nobody);
	}
}
