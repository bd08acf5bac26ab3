package dev.holdfast.study;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;

/** The Hazelcast member's configuration. Every timing is Hazelcast's default: this is what tuned members are measured against. */
final class MemberConfig {
    private MemberConfig() {}

    static Config of(Settings settings) {
        var config = new Config().setClusterName("holdfast-study");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        if (settings.podAddress() != null) {
            config.setProperty("hazelcast.local.localAddress", settings.podAddress());
            config.setProperty("hazelcast.socket.bind.any", "false");
        }
        config.getMemberAttributeConfig().setAttribute(PodDirectory.POD_ATTRIBUTE, settings.pod().name());

        var network = config.getNetworkConfig().setPort(settings.memberPort()).setPortAutoIncrement(false);
        findPeers(network.getJoin(), settings);

        // Hazelcast refuses a group larger than the CP Subsystem; three replicas make one group of three.
        config.getCPSubsystemConfig()
                .setCPMemberCount(settings.replicas())
                .setGroupSize(Math.min(settings.groupSize(), settings.replicas()));
        return config;
    }

    private static void findPeers(JoinConfig join, Settings settings) {
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        if (settings.members().isEmpty()) {
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", settings.serviceDns())
                    .setProperty("service-port", String.valueOf(settings.memberPort()));
        } else {
            join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
        }
    }
}
