import { browserPackage, isPresent } from "./debian.ts";

/**
 * Path of the browser that the tests use.
 * @throws Error when it isn't installed
 */
export function browserFile(): string {
	const { file } = browserPackage;
	if (isPresent(file)) return file;
	throw new Error(
		`There is no ${file}, with which the tests open pages: run "npx holdfast setup --tests", which installs it.`,
	);
}
