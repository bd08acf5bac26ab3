import type { Plugin } from "vite";

/** What of a bundle this needs to know. */
type Output =
	| { type: "chunk"; fileName: string; code: string }
	| { type: "asset"; fileName: string; source: string | Uint8Array };

/**
 * Puts scripts and style sheets into the page that loads them: browsers refuse to load a module
 * that lies beside a page from disk, and a page that is one file can be passed on.
 */
export function onePage(): Plugin {
	return {
		name: "one-page",
		enforce: "post",
		generateBundle: {
			order: "post",
			handler(_options, bundle) {
				for (const output of Object.values(bundle)) {
					if (output.type === "asset" && output.fileName.endsWith(".html")) {
						output.source = inlined(String(output.source), Object.values(bundle));
					}
				}
				for (const [name, output] of Object.entries(bundle)) {
					if (!output.fileName.endsWith(".html")) delete bundle[name];
				}
			},
		},
	};
}

/**
 * The page with its scripts and style sheets inside.
 * @throws Error naming the file when the page loads one that isn't in the bundle
 */
export function inlined(page: string, outputs: readonly Output[]): string {
	const text = (path: string) => {
		const output = outputs.find(({ fileName }) => fileName === path.replace(/^\.\//, ""));
		if (!output) throw new Error(`The page loads ${path}, which wasn't built.`);
		return output.type === "chunk" ? output.code : String(output.source);
	};
	return page
		.replaceAll(
			/<script type="module"[^>]* src="([^"]+)"><\/script>/g,
			(_tag, path: string) => `<script type="module">${scriptText(text(path))}</script>`,
		)
		.replaceAll(/<link rel="stylesheet"[^>]* href="([^"]+)">/g, (_tag, path: string) => `<style>${text(path)}</style>`);
}

/**
 * Inside a script element, these would end it, or begin what hides its end. In JavaScript both mean
 * the same as before.
 */
function scriptText(code: string): string {
	return code.replaceAll(/<\/(?=script)/gi, "<\\/").replaceAll("<!--", "<\\!--");
}
