/** The parts of PouchDB Server that the stand-in runs; nothing else of it is bundled. */
export const routes = [
	"routes/root",
	"routes/all-dbs",
	"routes/db",
	"routes/bulk-docs",
	"routes/all-docs",
	"routes/documents",
	"routes/404",
];
