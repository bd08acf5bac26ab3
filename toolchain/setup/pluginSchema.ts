import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type GoTool,
	goModuleFolder,
	kubernetesPlugin,
	kubernetesPluginVersion,
	pulumiKubernetes,
} from "../goTools.ts";
import { run } from "../run.ts";

/**
 * Pulumi's Kubernetes plugin holds its schema, with its version filled in. The module has the file without one, so upstream's own build
 * makes it, too. The compiler is shown what is made here as if it lay beside the plugin's `main.go`.
 *
 * @param folder for what is made
 * @returns flags of `go build`
 */
export async function withSchema(
	tool: GoTool,
	folder: string,
): Promise<string[]> {
	const cwd = goModuleFolder(tool);
	const module = JSON.parse(
		await run(["go", "mod", "download", "-json", pulumiKubernetes], { cwd }),
	) as { Dir: string };
	const upstream = join(module.Dir, "cmd", "pulumi-resource-kubernetes");
	const text = (name: string) => readFileSync(join(upstream, name), "utf8");
	const made: Record<string, string> = {
		"schema.json": JSON.stringify({
			...JSON.parse(text("schema.json")),
			version: kubernetesPluginVersion.slice(1),
		}),
		"terraform-mapping.json": text("terraform-mapping.json"),
	};
	mkdirSync(folder, { recursive: true });
	const replaced = Object.entries(made).map(([name, content]) => {
		const file = join(folder, name);
		writeFileSync(file, content);
		return [join(cwd, kubernetesPlugin, name), file];
	});
	const overlay = join(folder, "overlay.json");
	writeFileSync(
		overlay,
		JSON.stringify({ Replace: Object.fromEntries(replaced) }),
	);
	return [`-overlay=${overlay}`];
}
