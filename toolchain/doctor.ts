/** Lists each requirement, what was found, and what is wrong: `npm run doctor`. */
import { readFileSync } from "node:fs";
import { currentClaim } from "../infra/cluster/native/claim.ts";
import { debianPackages, isPresent } from "./debian.ts";
import { knownTools, machineTools } from "./machineTools.ts";
import { missingSteps } from "./plan.ts";
import {
	goRequirement,
	machineRequirements,
	type Requirement,
} from "./requirements.ts";
import { missingGoTools } from "./setup/goBuild.ts";
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
			found: !tool
				? "the set-up's"
				: tool.unfit === null
					? `${own}`
					: `the set-up's; ${own} ${tool.unfit}`,
			problem: null,
		};
	});
}

const requirements = [
	...machineRequirements(),
	...packageRequirements(),
	...toolChoices(),
	...(missingGoTools().length ? [goRequirement(goVersion())] : []),
	...missingSteps().map(({ says }) => ({
		name: says,
		found: "not done",
		problem: '"npm run setup" does it.',
	})),
];
for (const { name, found, problem } of requirements) {
	console.log(
		`${problem ? "✗" : "✓"} ${name}: ${found}${problem ? `\n    ${problem}` : ""}`,
	);
}
const effective = /^CapEff:\s*(\S+)/m.exec(
	readFileSync("/proc/self/status", "utf8"),
);
console.log(`  capabilities: ${effective?.[1]}`);
const claim = currentClaim();
console.log(
	claim
		? `  The stack "${claim.stack}" of ${claim.project} has held this machine since ${claim.since}.`
		: "  No stack holds this machine.",
);
process.exitCode = requirements.some(({ problem }) => problem) ? 1 : 0;
