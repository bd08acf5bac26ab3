import { z } from "zod";
import type { LabDescription } from "./lab.ts";

/** What a component says of itself. */
export interface Component {
	name: string;
	version: string;
}

const couchdb = z.object({
	couchdb: z.literal("Welcome"),
	version: z.string().min(1),
});
/** PouchDB Server's own has a welcome there; ours, which bundles parts of it, the version. */
const pouchdb = z.object({
	"express-pouchdb": z.string(),
	version: z.optional(z.string()),
});

/**
 * What a document store's answer to `GET /` says it is; null when nobody here knows such a store.
 */
export function storeIn(body: unknown): Component | null {
	const real = couchdb.safeParse(body);
	if (real.success) return { name: "CouchDB", version: real.data.version };
	const { data } = pouchdb.safeParse(body);
	return data === undefined
		? null
		: {
				name: "PouchDB Server",
				version: data.version ?? data["express-pouchdb"],
			};
}

/** Version in Prometheus' answer to `GET /api/v1/status/buildinfo`; null when there is none. */
export function prometheusIn(body: unknown): string | null {
	const buildInfo = z.object({
		data: z.object({ version: z.string().min(1) }),
	});
	return buildInfo.safeParse(body).data?.data.version ?? null;
}

type Described = Pick<LabDescription, "store" | "versions" | "standIns">;

/**
 * The description with what the components say of themselves, which counts more than what was asked
 * for: a store that answers as another one stands in for the one that was to be there.
 *
 * @param store null: there is none, or it didn't say
 * @param prometheus null: it didn't say; a version that is known already, of a package, is more
 *   exact
 */
export function withAnswers<Lab extends Described>(
	lab: Lab,
	{ store, prometheus }: { store: Component | null; prometheus: string | null },
): Lab {
	const versions: Described["versions"] = {
		...(prometheus !== null && { prometheus }),
		...lab.versions,
	};
	if (store === null || lab.store === undefined) return { ...lab, versions };
	const wanted = lab.store.name;
	const { [wanted]: _, ...others } = versions;
	const ofStore = (standIn: Described["standIns"][number]) => standIn.name.startsWith(`${wanted} `);
	const told = lab.standIns.find(ofStore);
	return {
		...lab,
		store,
		versions: { ...others, [store.name]: store.version },
		standIns: [...standInOf(store, { wanted, told }), ...lab.standIns.filter((standIn) => standIn !== told)],
	};
}

function standInOf(
	{ name, version }: Component,
	{ wanted, told }: { wanted: string; told: Described["standIns"][number] | undefined },
): Described["standIns"] {
	const real = told?.standsInFor ?? wanted;
	if (name === real) return [];
	return [
		{
			name: `${name} ${version}`,
			standsInFor: real,
			why: name === wanted && told ? told.why : "it says so itself",
		},
	];
}
