import { statesFolders } from "./backend.ts";

/** What the command's exit code says: the stack's state can't be used, and why was said. */
export const damagedStateCode = 4;

/**
 * The lines of a shell's `pulumi`: states are kept from other users, and before a stack is changed,
 * what a killed engine left is mended, which would stand in its way. A program is started only when
 * there is something to mend.
 *
 * @param commands shell words: the real pulumi, what mends (with pulumi's own parameters), and Node
 * @param backend URL of the checkout's own backend, whose passphrase is the checkout's, whatever
 *   the user's is
 */
export function pulumiCommand(commands: { pulumi: string; repair: string; node: string; backend: string }): string[] {
	return [
		`[ "$PULUMI_BACKEND_URL" != ${commands.backend} ] || export PULUMI_CONFIG_PASSPHRASE=`,
		// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
		'url="${PULUMI_BACKEND_URL%%\\?*}"',
		'case "$url" in',
		`file:///*%*) left="$(${commands.node} -p 'require("node:url").fileURLToPath(process.argv[1])' "$url")/.pulumi";;`,
		// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
		'file:///*) left="${url#file://}/.pulumi";;',
		"*) left=;;",
		"esac",
		'if [ -n "$left" ]; then',
		"	# The states hold passwords.",
		'	mkdir -p -m 700 "$left" && chmod 700 "$left"',
		`	( cd "$left" && find ${statesFolders.join(" ")} -type f ! -perm 600 -exec chmod 600 {} + ) 2>/dev/null`,
		'	case " $* " in *" up "*|*" update "*|*" destroy "*|*" down "*|*" dn "*|*" refresh "*)',
		'		if find "$left/locks" -name "*.json" 2>/dev/null | grep -q . ||',
		`			grep -qsr --include="*.json" -e '"pending_operations"' "$left/stacks" ||`,
		"			# A state ends with a brace at the beginning of its last line: without one, it was cut short.",
		`			grep -Lsr --include="*.json" -e '^}' "$left/stacks" | grep -q .`,
		"		then",
		`			${commands.repair} "$@"`,
		`			[ $? -ne ${damagedStateCode} ] || exit 1`,
		"		fi;;",
		"	esac",
		"fi",
		`exec ${commands.pulumi} "$@"`,
	];
}
