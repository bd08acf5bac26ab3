/** Something that an image holds, under the name by which it is known where it comes from. */
export interface Part {
	/** Its ecosystem, as package URLs call it. */
	origin: "deb" | "npm" | "maven" | "golang" | "generic";
	name: string;
	/** Debian's "debian", npm's scope ("@hono"), Maven's group, what a Go module's path begins with. */
	namespace?: string;
	version: string;
	/** What a package URL says beside (`arch`, `distro`, `upstream`). */
	qualifiers?: Readonly<Record<string, string>>;
	/** As its maker writes it: an SPDX expression, or a name. */
	licence?: string;
	sha256?: string;
	/** Common platform enumeration 2.3, where vulnerabilities are filed under no package URL. */
	cpe?: string;
}
