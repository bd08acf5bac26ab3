/**
 * What the real chart's job does once the store is up: makes the databases that a CouchDB expects. Those are system databases, which the
 * stand-in has no use for, so each gets a name of its own: "_users" becomes "setup-users".
 */
const { STORE, DATABASES, COUCHDB_USER, COUCHDB_PASSWORD } = process.env;
const authorization = `Basic ${btoa(`${COUCHDB_USER}:${COUCHDB_PASSWORD}`)}`;

for (const name of DATABASES.split(",").filter((each) => each !== "")) {
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
