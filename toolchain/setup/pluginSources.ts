import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type GoTool,
	goModuleFolder,
	kubernetesPlugin,
	kubernetesPluginVersion,
	pulumiKubernetes,
	pulumiKubernetesSdk,
} from "../goTools.ts";
import { run } from "../run.ts";

/**
 * What the compiler is shown in place of files of Pulumi's Kubernetes plugin, or beside them:
 *
 * - The plugin holds its schema, with its version filled in. The module has the file without one,
 * so upstream's own build makes it, too.
 * - The plugin's components (a chart, a folder of YAML) register what they contain through the SDK,
 * which takes the engine's answer as a Go type of the kind's own. Nobody reads it, and all those
 * types take longer to compile than the rest of the plugin. So here the SDK takes each answer as
 * the one type that it has for kinds it doesn't know; the engine is told the same.
 *
 * @param folder for what is made
 * @returns flags of `go build`
 */
export async function pluginSources(tool: GoTool, folder: string): Promise<string[]> {
	const cwd = goModuleFolder(tool);
	const plugin = await downloaded(pulumiKubernetes, cwd);
	const sdk = await downloaded(pulumiKubernetesSdk, cwd);
	mkdirSync(folder, { recursive: true });
	const made = (name: string, content: string) => {
		const file = join(folder, name);
		writeFileSync(file, content);
		return file;
	};
	const upstream = join(plugin.Dir, "cmd", kubernetesPlugin);
	const schema = JSON.parse(text(upstream, "schema.json")) as object;
	const version = kubernetesPluginVersion.slice(1);
	// Go replaces no file of a module that it downloaded, but may take all of them for files of a
	// folder, which needn't exist.
	const shownSdk = join(folder, "sdk");
	const shown: Record<string, string> = {
		[join(cwd, kubernetesPlugin, "schema.json")]: made("schema.json", JSON.stringify({ ...schema, version })),
		[join(cwd, kubernetesPlugin, "terraform-mapping.json")]: join(upstream, "terraform-mapping.json"),
		[join(cwd, "go.mod")]: made("go.mod", replacedBy(shownSdk, text(cwd, "go.mod"))),
	};
	for (const file of readdirSync(sdk.Dir, {
		recursive: true,
		encoding: "utf8",
	})) {
		if (!/\.go$|^go\.mod$/.test(file)) continue;
		shown[join(shownSdk, file)] = join(sdk.Dir, file);
	}
	const kinds = join("go", "kubernetes", "yaml", "v2", "kinds.go");
	shown[join(shownSdk, kinds)] = made("kinds.go", withoutTypes(text(sdk.Dir, kinds)));
	const overlay = made("overlay.json", JSON.stringify({ Replace: shown }));
	return [`-overlay=${overlay}`];
}

function text(folder: string, name: string): string {
	return readFileSync(join(folder, name), "utf8");
}

async function downloaded(module: string, cwd: string): Promise<{ Dir: string }> {
	return JSON.parse(await run(["go", "mod", "download", "-json", module], { cwd })) as { Dir: string };
}

/** @throws Error where go.mod has no such line */
function replacedBy(folder: string, goMod: string): string {
	const replacement = `replace ${pulumiKubernetesSdk} => `;
	const line = goMod.split("\n").find((each) => each.startsWith(replacement));
	if (!line) throw new Error(`go.mod doesn't say "${replacement}…".`);
	return goMod.replace(line, replacement + folder);
}

/**
 * The SDK's registration of objects by kind, with the type that it has for unknown kinds in place
 * of each kind's own.
 * @throws Error where it looks otherwise than it did in v4.25.0
 */
export function withoutTypes(kinds: string): string {
	const result = /^(\t+var res )\w+\.\w+$/gm;
	const typesOfGroup = /^\t\w+ "(\S+)\/go\/kubernetes\/\S+"\n/gm;
	const without = kinds
		.replace(result, "$1apiextensions.CustomResource")
		.replace(typesOfGroup, (line, module) => (module === pulumiKubernetesSdk ? "" : line));
	if (!kinds.includes("apiextensions.CustomResource") || without === kinds) {
		throw new Error("The SDK of Pulumi's Kubernetes plugin isn't as it was.");
	}
	return without;
}
