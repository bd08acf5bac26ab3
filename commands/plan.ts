import {
	javaRoot,
	missingPackages,
	nodeRoot,
	prometheusBinary,
	registryBinary,
	rootArchive,
} from "../toolchain/debian.ts";
import { hazelcastJar, hazelcastSha256, hazelcastVersion } from "../toolchain/hazelcast.ts";
import { chosenBases } from "../toolchain/imageBases.ts";
import { areBuilt, imagesFolder } from "../toolchain/images.ts";
import {
	installPackages,
	makeRootFileSystem,
	unpackPrometheus,
	unpackRegistry,
} from "../toolchain/setup/debianInstall.ts";
import { buildEstimate, buildGoTool, missingGoTools } from "../toolchain/setup/goBuild.ts";
import { fetchHazelcast } from "../toolchain/setup/hazelcastFetch.ts";
import { choosePlugins } from "../toolchain/setup/plugins.ts";
import { roughly } from "../toolchain/setup/progress.ts";
import { isStudyBuilt } from "../toolchain/studyImage.ts";
import { isWhole } from "../toolchain/wholeness.ts";

/** A part of the set-up that isn't done yet. */
export interface Step {
	/** What it does to the machine, for the user to agree to. */
	says: string;
	/**
	 * What needs nothing of another lane's: see `carryOut`. Absent: needs all that comes before it,
	 * as all that comes after needs it.
	 */
	lane?: "engine" | "cluster";
	run(): Promise<void>;
}

/** What a set-up is asked for beside what every stack needs. */
export interface Wanted {
	/** The image of the study's baseline. */
	study?: boolean;
	/** What only the tests need: a browser, an image registry, a checker that isn't ours. */
	tests?: boolean;
	/** What only the tests need that take too long for `npm test`: kind and kubeadm. */
	soak?: boolean;
}

/**
 * Carries steps out in their order, the two lanes beside one another: while one waits for the
 * network or for a linker, which uses one core, the other one compiles.
 *
 * @param run carries out one step
 * @throws what the first step threw that failed; the other lane has ended by then, too, and began
 *   nothing any more
 */
export async function carryOut(steps: readonly Step[], run: (step: Step) => Promise<void>): Promise<void> {
	let failed = false;
	const inTurn = async (chosen: readonly Step[]) => {
		for (const step of chosen) {
			if (failed) return;
			await run(step).catch((error) => {
				failed = true;
				throw error;
			});
		}
	};
	const inLanes = steps.filter(({ lane }) => lane !== undefined);
	const from = inLanes[0] ? steps.indexOf(inLanes[0]) : steps.length;
	await inTurn(steps.slice(0, from));
	const lanes = ["engine", "cluster"].map((each) => inTurn(inLanes.filter(({ lane }) => lane === each)));
	const ends = await Promise.allSettled(lanes);
	for (const end of ends) if (end.status === "rejected") throw end.reason;
	await inTurn(steps.slice(from).filter(({ lane }) => lane === undefined));
}

/** What is missing on this machine, in the order in which it has to be done. */
export function missingSteps({ study = false, tests = false, soak = false }: Wanted = {}): Step[] {
	const packages = missingPackages({ tests }).map(({ name }) => name);
	const tools = missingGoTools({ tests, soak });
	return [
		...step(packages.length > 0, {
			says: `install Debian packages on this machine: ${packages.join(", ")}`,
			run: () => installPackages(packages),
		}),
		...step(!isWhole(prometheusBinary()), {
			says: "unpack Debian's Prometheus into the cache",
			lane: "engine",
			run: unpackPrometheus,
		}),
		...step(tests && !isWhole(registryBinary()), {
			says: "unpack Debian's image registry, which the tests run, into the cache",
			lane: "engine",
			run: unpackRegistry,
		}),
		...[nodeRoot, javaRoot].flatMap((root) =>
			step(chosenBases() === "local" && !isWhole(rootArchive(root)), {
				says: `make the images' base "${root.name}" from Debian packages, in the cache`,
				lane: "engine",
				run: () => makeRootFileSystem(root),
			}),
		),
		...step(!isWhole(hazelcastJar(), hazelcastSha256), {
			says: `fetch Hazelcast ${hazelcastVersion} from Maven Central into the cache`,
			lane: "engine",
			run: fetchHazelcast,
		}),
		...tools.map(
			(tool): Step => ({
				says: `${tool.plugin ? "download Pulumi's Kubernetes plugin, or " : ""}build ${tool.binaries.map(({ name }) => name).join(", ")} from pinned Go modules into the cache (about ${roughly(buildEstimate([tool]))})`,
				lane: tool.module.startsWith("pulumi") ? "engine" : "cluster",
				run: async () => {
					// The engine, which is asked, is built by then.
					if (tool.plugin && !(await choosePlugins()).standIns) return;
					await buildGoTool(tool);
				},
			}),
		),
		...step(!areBuilt(imagesFolder()), {
			says: "build the container images of this checkout into the cache (about a minute)",
			run: async () => {
				// Loaded only when needed: the bundler takes its time to start.
				const { buildImages } = await import("../toolchain/setup/imageBuild.ts");
				await buildImages();
			},
		}),
		...step(study && !isStudyBuilt(), {
			says: "build the image of the study's baseline into the cache, with packages from Maven Central (about a minute)",
			run: async () => {
				const { buildStudyImage } = await import("../toolchain/setup/studyImage.ts");
				await buildStudyImage();
			},
		}),
	];
}

function step(needed: boolean, step: Step): Step[] {
	return needed ? [step] : [];
}
