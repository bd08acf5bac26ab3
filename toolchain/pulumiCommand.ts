/**
 * The lines of a shell's `pulumi`: before it changes a stack, what a killed engine left is mended, which would stand in its
 * way. A program is started only when there is something to mend.
 *
 * @param commands shell words: the real pulumi, and what mends
 */
export function pulumiCommand(commands: {
	pulumi: string;
	repair: string;
}): string[] {
	return [
		'case " $* " in *" up "*|*" update "*|*" destroy "*|*" refresh "*)',
		`	left="\${PULUMI_BACKEND_URL#file://}/.pulumi"`,
		`	if grep -qsr --include="*.json" -e '"hostname"' -e '"pending_operations"' "$left/locks" "$left/stacks"; then`,
		`		${commands.repair}`,
		"	fi;;",
		"esac",
		`exec ${commands.pulumi} "$@"`,
	];
}
