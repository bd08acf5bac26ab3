package dev.holdfast.study;

import java.io.IOException;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.hazelcast.HazelcastAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * The consensus replica as the 2022 study built it: Spring Boot's REST interface in front of an embedded Hazelcast member.
 *
 * <p>Spring's own start of Hazelcast is left out because it would hold up the REST interface until the member has joined;
 * the application asks that interface whether it has.
 */
@SpringBootApplication(exclude = HazelcastAutoConfiguration.class)
public class StudyApplication {
    public static void main(String[] arguments) {
        var settings = Settings.from(System.getenv());
        var application = new SpringApplication(StudyApplication.class);
        application.setDefaultProperties(Map.of("server.address", settings.host(), "server.port", settings.port()));
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("settings", settings));
        application.run(arguments);
    }

    @Bean(initMethod = "start")
    ConsensusMember consensusMember(Settings settings) {
        return new ConsensusMember(settings);
    }

    @Bean(destroyMethod = "close")
    ProbeServer probeServer(Settings settings) throws IOException {
        return new ProbeServer(settings.probePort());
    }
}
