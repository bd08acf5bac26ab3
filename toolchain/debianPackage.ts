/** A Debian package, and the file that shows it is there. */
export interface DebianPackage {
	name: string;
	file: string;
	why: string;
}
