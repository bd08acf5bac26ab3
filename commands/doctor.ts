/** Lists each requirement, what was found, and what is wrong: `npx holdfast doctor [--json]`. */
import { parseArgs } from "node:util";
import { currentLease, livingHolder } from "../infra/cluster/native/lease.ts";
import { ownerText } from "../infra/cluster/native/owner.ts";
import { reservedByOther } from "../infra/cluster/native/reservation.ts";
import { debianPackages, isPresent } from "../toolchain/debian.ts";
import { knownTools, machineTools } from "../toolchain/machineTools.ts";
import { proxiesIn } from "../toolchain/proxy.ts";
import { missingGoTools } from "../toolchain/setup/goBuild.ts";
import { ownKernelLines } from "./kernel.ts";
import { missingSteps } from "./plan.ts";
import { goRequirement, machineRequirements, type Requirement } from "./requirements.ts";
import { goVersion } from "./setup.ts";

function packageRequirements(): Requirement[] {
	return debianPackages.map(({ name, file, why }) => ({
		name: `${name} (${why})`,
		found: isPresent(file) ? "yes" : `no ${file}`,
		problem: isPresent(file) ? null : '"npm run setup" installs it.',
	}));
}

/** Which of the tools that a machine may have is used here. */
function toolChoices(): Requirement[] {
	const found = machineTools();
	return knownTools.map(({ name }) => {
		const tool = found.find((each) => each.name === name);
		const own = tool && `this machine's ${tool.version ?? ""} (${tool.path})`;
		return {
			name,
			found: !tool ? "the set-up's" : tool.unfit === null ? `${own}` : `the set-up's; ${own} ${tool.unfit}`,
			problem: null,
		};
	});
}

/** What becomes of the proxy in the user's shell. */
function proxyUse(): Requirement {
	const proxies = proxiesIn(process.env);
	return {
		name: "proxy",
		found: proxies
			? `${proxies}: the set-up uses it for packages and registries; a laboratory on this machine (198.18.0.0/15) is reached without it`
			: "none is set",
		problem: null,
	};
}

const requirements = [
	...machineRequirements(),
	...packageRequirements(),
	...toolChoices(),
	proxyUse(),
	...(missingGoTools().length ? [goRequirement(goVersion())] : []),
	...missingSteps().map(({ says }) => ({
		name: says,
		found: "not done",
		problem: '"npm run setup" does it.',
	})),
];
const about = [...ownKernelLines(), ...holders()];
const { values } = parseArgs({ options: { json: { type: "boolean" } } });
if (values.json) {
	console.log(JSON.stringify({ requirements, about }, null, "\t"));
} else {
	for (const { name, found, problem } of requirements) {
		console.log(`${problem ? "✗" : "✓"} ${name}: ${found}${problem ? `\n    ${problem}` : ""}`);
	}
	for (const line of about) console.log(`  ${line}`);
}
process.exitCode = requirements.some(({ problem }) => problem) ? 1 : 0;

/** Who holds the machine, and who is at work on it. */
function holders(): string[] {
	const keeper = reservedByOther();
	const kept = keeper ? [`It is kept by ${ownerText(keeper)}.`] : [];
	try {
		const lease = currentLease();
		if (!lease) return ["No stack holds this machine.", ...kept];
		const { stack, project, since } = lease;
		const holder = livingHolder(lease);
		return [
			`The stack "${stack}" of ${project} has held this machine since ${since}${holder ? `; ${holder}, is at work with it` : ""}.`,
			...kept,
		];
	} catch (error) {
		return [(error as Error).message, ...kept];
	}
}
