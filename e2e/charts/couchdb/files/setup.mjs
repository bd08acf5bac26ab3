/**
 * What the real chart's job does once the store is up: finishes the cluster, which makes the
 * databases that CouchDB needs, and makes those that the values name. The stand-in has no use for
 * system databases, so each gets a name of its own: "_users" becomes "setup-users".
 */
const { STORE, DATABASES, COUCHDB_USER, COUCHDB_PASSWORD } = process.env;
const authorization = `Basic ${btoa(`${COUCHDB_USER}:${COUCHDB_PASSWORD}`)}`;

/** The Service may lead to the store, and DNS know it, some seconds after the store is Ready. */
for (const end = Date.now() + 60_000; ; ) {
	const error = await fetch(STORE, { signal: AbortSignal.timeout(5_000) }).then(
		() => null,
		(reason) => reason,
	);
	if (error === null) break;
	if (Date.now() > end) throw error;
	await new Promise((resolve) => setTimeout(resolve, 500));
}

const named = DATABASES.split(",").filter((each) => each !== "");
for (const name of ["_users", "_replicator", ...named]) {
	const database = `setup-${name.replace(/^_/, "")}`;
	const answer = await fetch(`${STORE}/${database}`, {
		method: "PUT",
		headers: { authorization },
		signal: AbortSignal.timeout(10_000),
	});
	// 412: it is there already.
	if (!answer.ok && answer.status !== 412) {
		throw new Error(`${STORE} answers ${answer.status} for ${database}.`);
	}
	console.log(`made ${database}`);
}
