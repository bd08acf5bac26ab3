import { renameSync, rmSync } from "node:fs";
import { reservationFile } from "./layout.ts";
import { asOwner, isOwner, namedOwner, type Owner, ownerText, ownerVariable, worksFor } from "./owner.ts";
import { identify, isRunning, type ProcessIdentity } from "./processes.ts";
import { createWhole, readWhole } from "./wholeFile.ts";

/** Who keeps the machine for itself, if that is a living process that this one doesn't work for. */
export function reservedByOther(file = reservationFile): Owner | null {
	const owner = readWhole(file, isOwner);
	if (owner === null || owner === "damaged") return null;
	return isRunning(owner) && !worksFor(owner) ? owner : null;
}

/** @throws Error when somebody else keeps the machine */
export function refuseIfReserved(file = reservationFile): void {
	const owner = reservedByOther(file);
	if (owner) throw new Error(reservedBy(owner));
}

/**
 * Keeps the machine for this process until it ends, however that is: nobody else brings a
 * laboratory up meanwhile. Does nothing where it works for somebody who does so already.
 *
 * @throws Error when somebody else keeps it
 */
export function reserveMachine(file = reservationFile): void {
	if (namedOwner() !== null) return;
	const self = identify(process.pid) as ProcessIdentity;
	const text = JSON.stringify(asOwner(self));
	while (!createWhole(file, text)) {
		refuseIfReserved(file);
		removeDead(file);
	}
	process.env[ownerVariable] = `${self.pid}:${self.startTicks}`;
	process.once("exit", () => {
		const owner = readWhole(file, isOwner);
		if (owner !== null && owner !== "damaged" && owner.pid === self.pid) {
			rmSync(file, { force: true });
		}
	});
}

/**
 * Takes the file away first, so that of several processes that find it dead none removes what
 * another has made since.
 */
function removeDead(file: string): void {
	const aside = `${file}.${process.pid}.dead`;
	try {
		renameSync(file, aside);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
		throw error;
	}
	const owner = readWhole(aside, isOwner);
	if (owner !== null && owner !== "damaged" && isRunning(owner)) {
		renameSync(aside, file);
		throw new Error(reservedBy(owner));
	}
	rmSync(aside);
}

function reservedBy(owner: Owner): string {
	return `This machine is kept by ${ownerText(owner)}: wait until that is done, or end it.`;
}
