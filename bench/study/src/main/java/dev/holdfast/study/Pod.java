package dev.holdfast.study;

import java.util.Optional;
import java.util.regex.Pattern;

/** A stateful replica's identity: its Pod's number in the StatefulSet. */
record Pod(int number) {
    /** Without leading zeros, so that one Pod has one name; nine digits always fit an int. */
    private static final Pattern NAME = Pattern.compile("pod-(0|[1-9][0-9]{0,8})");

    static Optional<Pod> parse(String name) {
        var matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(new Pod(Integer.parseInt(matcher.group(1)))) : Optional.empty();
    }

    String name() {
        return "pod-" + number;
    }
}
