import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiServer, startApiServer } from "../../toolchain/plugins/test/apiserver.ts";
import { toolPath } from "../../toolchain/plugins/test/project.ts";
import { run } from "../../toolchain/run.ts";
import { methodNames } from "../methods/traits.ts";
import { chartKinds, type Document, yamlText } from "./manifest.ts";
import { podMonitorDefinition } from "./podMonitor.fixture.ts";
import { renderStack } from "./render.ts";
import { settingsOf, type Variant, variants, variantsOf } from "./variants.fixture.ts";

const kubectlSeconds = 60;
const definitionSeconds = 30;

let server: ApiServer;
let folder: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "manifests-test-"));
	server = await startApiServer();
	await apply([podMonitorDefinition]);
	await untilServed("/apis/monitoring.coreos.com/v1/podmonitors");
}, 180_000);
afterAll(async () => {
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/**
 * @throws Error with what the API server, which is as strict as it can be, has against one of the
 *   documents
 */
async function apply(documents: readonly Document[], ...flags: string[]): Promise<string> {
	const file = join(folder, "manifests.yaml");
	writeFileSync(file, documents.map(yamlText).join("---\n"));
	return run(
		[
			...[toolPath("hyperkube"), "kubectl", "apply", "--server-side"],
			...["--validate=strict", "--warnings-as-errors", ...flags],
			...["--cache-dir", join(folder, "cache"), "--filename", file],
		],
		{
			environment: { KUBECONFIG: server.kubeconfig },
			limitSeconds: kubectlSeconds,
		},
	);
}

async function untilServed(path: string): Promise<void> {
	const deadline = performance.now() + definitionSeconds * 1000;
	for (;;) {
		try {
			await server.request("GET", path);
			return;
		} catch (error) {
			if (performance.now() > deadline) {
				throw new Error(
					`The API server doesn't serve ${path} within ${definitionSeconds} s: ${(error as Error).message}`,
				);
			}
			await pause(100);
		}
	}
}

/** What the API server knows of a stack; its namespaces are there afterwards. */
async function objectsOf(mode: string, variant: Variant): Promise<Document[]> {
	const manifests = await renderStack(settingsOf(mode, variant));
	const documents = manifests.map(({ document }) => document).filter(({ kind }) => !chartKinds.includes(kind));
	await apply(documents.filter(({ kind }) => kind === "Namespace"));
	return documents;
}

const validate = (documents: readonly Document[]) => apply(documents, "--dry-run=server");

test.each(
	methodNames.flatMap((mode) =>
		variantsOf(mode).map((variant) => ({
			mode,
			variant,
			platform: variant.name,
		})),
	),
)("a real API server takes all that $mode creates on $platform, without a warning", async ({ mode, variant }) => {
	const objects = await objectsOf(mode, variant);
	const answer = await validate(objects);
	expect(answer.trim().split("\n")).toHaveLength(objects.length);
	expect(answer).toContain("statefulset.apps/pod");
});

test.each<[string, string, (documents: string) => string, string]>([
	[
		"a misspelt field of a Pod",
		"native",
		(text) => text.replace('"readinessProbe"', '"readynessProbe"'),
		"readynessProbe",
	],
	[
		"a misspelt field of a PodMonitor",
		"kind",
		(text) => text.replace('"scrapeTimeout"', '"scrapeTimeOut"'),
		"scrapeTimeOut",
	],
	[
		"a privileged container",
		"native",
		(text) => text.replace('"allowPrivilegeEscalation":false', '"privileged":true'),
		"privileged: Forbidden",
	],
	[
		"a container that may run as root",
		"native",
		(text) => text.replace('"runAsNonRoot":true', '"runAsNonRoot":false'),
		'would violate PodSecurity "restricted',
	],
	[
		"a probe of a port that can't have such a name",
		"native",
		(text) => text.replace('"port":"http"', '"port":"no name at all"'),
		"httpGet.port: Invalid value",
	],
])("%s is refused", async (_, platform, change, reason) => {
	const variant = variants.find(({ name }) => name === platform);
	const objects = await objectsOf("decentral", variant as Variant);
	const text = JSON.stringify(objects);
	const changed = change(text);
	expect(changed).not.toBe(text);
	await expect(validate(JSON.parse(changed))).rejects.toThrow(reason);
});
