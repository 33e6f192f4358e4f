package dev.countersign.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.countersign.json.Json;
import dev.countersign.json.Members;
import io.vertx.core.AsyncResult;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "dev.countersign";
    private static final String JSON = ROOT + ".json..";
    private static final String AUDIT = ROOT + ".audit..";
    private static final String TRANSPARENCY = ROOT + ".transparency..";
    private static final String CONCURRENT = ROOT + ".concurrent..";
    private static final String FILES = ROOT + ".files..";
    private static final String WIRE = ROOT + ".wire..";
    private static final String TUF = ROOT + ".tuf..";
    private static final String SIGN = ROOT + ".sign..";
    private static final String REPOSITORY = ROOT + ".repository..";
    private static final String ACCESS = ROOT + ".access..";
    private static final String PUBLISH = ROOT + ".publish..";
    private static final String NODE = ROOT + ".node..";
    private static final String STORE = ROOT + ".store..";
    private static final String HTTP = ROOT + ".http..";
    private static final String CEREMONY = ROOT + ".ceremony..";
    private static final String CLIENT = ROOT + ".client..";
    private static final String GUARD = ROOT + ".guard..";
    private static final String PACKAGES = ROOT + ".packages..";
    private static final String WATCH = ROOT + ".watch..";
    private static final String FRAME = ROOT + ".cli";
    private static final String CLI = FRAME + "..";
    private static final String APP = ROOT + ".app..";

    private static final String[] CORE = {JSON, AUDIT, TUF, TRANSPARENCY, SIGN, REPOSITORY, PUBLISH};
    private static final String[] CORE_AND_ACCESS = {JSON, AUDIT, TUF, TRANSPARENCY, SIGN, REPOSITORY, PUBLISH, ACCESS};

    /** What any package may use: the language, and annotations. */
    private static final String[] LANGUAGE = {
        "java..",
        "javax.crypto..",
        "javax.security..",
        "org.jspecify.annotations..",
        "com.google.errorprone.annotations.."
    };

    private static final JavaClasses COUNTERSIGN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    // Which package sees which

    @Test
    void whatAllMayUseSeesNoOtherPackage() {
        for (var room : List.of(CONCURRENT, FILES)) {
            holds(classes()
                    .that()
                    .resideInAPackage(room)
                    .should()
                    .onlyDependOnClassesThat(resideInAPackage(room).or(not(resideInAPackage(ROOT + "..")))));
        }
    }

    @Test
    void jsonUsesTheLanguageAndAParserOnly() {
        holds(classes()
                .that()
                .resideInAPackage(JSON)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(LANGUAGE).or(resideInAnyPackage(JSON, "com.fasterxml.jackson.core.."))));
    }

    @Test
    void tufUsesTheLanguageJsonAndCryptographyOnly() {
        holds(classes()
                .that()
                .resideInAPackage(TUF)
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(LANGUAGE).or(resideInAnyPackage(JSON, TUF, "org.bouncycastle.."))));
    }

    @Test
    void transparencyUsesTheLanguageJsonKeysAndCryptographyOnly() {
        holds(classes()
                .that()
                .resideInAPackage(TRANSPARENCY)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(LANGUAGE)
                        .or(resideInAnyPackage(JSON, ROOT + ".tuf.key..", TRANSPARENCY, "org.bouncycastle.."))));
    }

    @Test
    void signSeesJsonTufAndAwsOnly() {
        sees(SIGN, JSON, TUF, ROOT + ".aws..");
    }

    @Test
    void placesOfKeysDoNotKnowEachOther() {
        sees(ROOT + ".sign.file..", JSON, TUF, ROOT + ".sign");
        sees(ROOT + ".sign.pkcs11..", JSON, TUF, ROOT + ".sign");
        sees(ROOT + ".sign.kms", JSON, TUF, ROOT + ".sign");
        for (var place : List.of("vault", "google", "azure")) {
            sees(ROOT + ".sign.kms." + place + "..", JSON, TUF, ROOT + ".sign", ROOT + ".sign.kms");
        }
        sees(ROOT + ".sign.kms.aws..", JSON, TUF, ROOT + ".sign", ROOT + ".sign.kms", ROOT + ".aws..");
    }

    @Test
    void auditSeesJsonOnly() {
        sees(AUDIT, JSON);
    }

    @Test
    void repositorySeesJsonAuditTufAndTransparencyOnly() {
        sees(REPOSITORY, JSON, AUDIT, TUF, TRANSPARENCY);
    }

    @Test
    void publishSeesTheFloorsBelow() {
        sees(PUBLISH, JSON, AUDIT, TUF, TRANSPARENCY, SIGN, REPOSITORY);
    }

    @Test
    void nodeSeesTheCoreOnly() {
        sees(NODE, CORE);
    }

    @Test
    void accessSeesJsonAuditTufAndRepositoryOnly() {
        sees(ACCESS, JSON, AUDIT, TUF, REPOSITORY);
    }

    @Test
    void storeSeesTheCoreAndAccessOnly() {
        sees(STORE, CORE_AND_ACCESS);
    }

    @Test
    void wireSeesJsonOnly() {
        sees(WIRE, JSON);
    }

    @Test
    void httpSeesJsonWireAuditTufTransparencyRepositoryAndAccessOnly() {
        sees(HTTP, JSON, WIRE, AUDIT, TUF, TRANSPARENCY, REPOSITORY, ACCESS);
    }

    @Test
    void roomsOfHttpSeeTheFrameAndOnlyTheFrontSeesAll() {
        String[] frame = {JSON, WIRE, AUDIT, TUF, REPOSITORY, ACCESS, ROOT + ".http"};
        sees(ROOT + ".http", JSON, WIRE, AUDIT, TUF, REPOSITORY, ACCESS);
        sees(ROOT + ".http.metadata..", frame);
        sees(ROOT + ".http.management..", frame);
        sees(
                ROOT + ".http.transparency..",
                JSON,
                WIRE,
                TUF,
                TRANSPARENCY,
                REPOSITORY,
                ACCESS,
                ROOT + ".http",
                ROOT + ".http.metadata..");
        var api = new ArrayList<>(List.of(frame));
        api.addAll(List.of(TRANSPARENCY, ROOT + ".http.metadata..", ROOT + ".http.management.."));
        sees(ROOT + ".http.api..", api.toArray(String[]::new));
    }

    @Test
    void postgresDoesNotKnowRedis() {
        sees(ROOT + ".store.postgres..", CORE_AND_ACCESS);
    }

    @Test
    void keysAreBelowMetadataAndMetadataBelowItsDocuments() {
        sees(ROOT + ".tuf.key..", JSON);
        sees(ROOT + ".tuf", JSON, ROOT + ".tuf.key..");
    }

    @Test
    void witnessSeesJsonTufTransparencyAndRepositoryOnly() {
        sees(ROOT + ".witness..", JSON, TUF, TRANSPARENCY, REPOSITORY);
    }

    @Test
    void mirrorsSeeWhatIsPublishedAndNothingOfTheService() {
        sees(ROOT + ".mirror..", JSON, TUF, TRANSPARENCY, REPOSITORY, ROOT + ".aws..");
        sees(ROOT + ".mirror", JSON, TUF, TRANSPARENCY, REPOSITORY);
        sees(ROOT + ".mirror.folder..", JSON, TUF, ROOT + ".mirror");
        sees(ROOT + ".mirror.s3..", JSON, TUF, ROOT + ".mirror", ROOT + ".aws..");
    }

    @Test
    void awsSeesJsonOnly() {
        sees(ROOT + ".aws..", JSON);
    }

    @Test
    void clientSeesJsonAndTufOnly() {
        sees(CLIENT, JSON, TUF);
    }

    @Test
    void packagesAreRulesAndEcosystemsDoNotKnowEachOther() {
        sees(ROOT + ".packages", JSON, TUF);
        for (var ecosystem : List.of("python", "npm", "maven", "gems", "cargo", "go")) {
            sees(ROOT + ".packages." + ecosystem, JSON, TUF, ROOT + ".packages");
        }
        sees(ROOT + ".packages.lock..", JSON, TUF, ROOT + ".packages");
        holds(classes()
                .that()
                .resideInAPackage(PACKAGES)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(LANGUAGE)
                        .or(resideInAnyPackage(
                                JSON,
                                TUF,
                                PACKAGES,
                                "org.jsoup..",
                                "com.fasterxml.jackson..",
                                "org.yaml.snakeyaml.."))));
    }

    @Test
    void watchSeesRegistriesAndNothingOfTheService() {
        sees(WATCH, JSON, TUF, CLIENT, PACKAGES, ROOT + ".aws..");
    }

    @Test
    void ceremonySeesJsonWireAndTufOnly() {
        sees(CEREMONY, JSON, WIRE, TUF);
    }

    @Test
    void cliSeesNeitherTheServiceNorItsStores() {
        sees(
                CLI,
                JSON,
                WIRE,
                AUDIT,
                TUF,
                TRANSPARENCY,
                CLIENT,
                SIGN,
                ROOT + ".aws..",
                CEREMONY,
                ACCESS,
                PACKAGES,
                WATCH);
    }

    @Test
    void protocolsOfTheGuardSeeItsEngineAndNotEachOther() {
        sees(GUARD, JSON, TUF, CLIENT, PACKAGES, CONCURRENT, ROOT + ".http", ROOT + ".http.metadata..");
        sees(ROOT + ".guard", JSON, TUF, CLIENT, PACKAGES, CONCURRENT, ROOT + ".http", ROOT + ".http.metadata..");
        for (var ecosystem : List.of("files", "python", "npm", "maven", "gems", "cargo", "go")) {
            sees(ROOT + ".guard." + ecosystem, JSON, TUF, CLIENT, PACKAGES, ROOT + ".guard");
        }
    }

    @Test
    void packagesAreFreeOfCycles() {
        holds(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
        holds(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
    }

    /** Each room knows those that come before it in the list. */
    @Test
    void theProcessIsConfigurationServiceQuickstartAndMainInThisOrder() {
        var rooms = List.of(
                ROOT + ".app.config",
                ROOT + ".app.service",
                ROOT + ".app.guard",
                ROOT + ".app.quickstart",
                ROOT + ".app");
        for (int room = 0; room < rooms.size() - 1; room++) {
            var later = rooms.subList(room + 1, rooms.size()).toArray(String[]::new);
            holds(noClasses()
                    .that()
                    .resideInAPackage(rooms.get(room))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(later)));
        }
    }

    @Test
    void theFrameOfTheCommandLineKnowsNoFamilyOfCommands() {
        sees(FRAME, JSON, TUF, CLIENT);
    }

    @Test
    void familiesOfCommandsShareTheApiKeysAndWhatHoldersDo() {
        familySees("access");
        familySees("api", CEREMONY, family("access"), ACCESS);
        familySees("key", SIGN, ROOT + ".aws..");
        familySees("holder", CEREMONY, SIGN, family("api"), family("key"));
    }

    @Test
    void familiesOfCommandsDoNotKnowEachOther() {
        familySees("login", family("access"), family("api"));
        familySees("token", family("access"), family("api"), ACCESS);
        familySees("artifact", family("api"));
        familySees("importing", family("api"), family("artifact"));
        familySees("download", family("api"));
        familySees("check", family("api"), PACKAGES);
        familySees("setup", family("api"), family("access"), ROOT + ".packages");
        familySees("status", family("api"));
        familySees("root", CEREMONY, family("api"), family("key"), family("holder"));
        familySees("delegation", CEREMONY, family("api"), family("key"), family("holder"));
        familySees("signing", CEREMONY, family("api"), family("key"), family("holder"));
        familySees("settings", family("api"), family("holder"));
        familySees("log", family("api"), TRANSPARENCY);
        familySees("audit", family("api"), family("log"), TRANSPARENCY, AUDIT);
        familySees("mirror", family("api"));
        familySees("watch", family("api"), family("artifact"), PACKAGES, WATCH, ROOT + ".aws..");
    }

    // Which package sees which library

    @Test
    void jsonWireTufAndSignKnowNothingOfVertx() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(JSON, WIRE, AUDIT, TUF, TRANSPARENCY, SIGN)
                .should()
                .dependOnClassesThat(resideInAPackage("io.vertx..")));
    }

    @Test
    void repositoryPublishAndAccessKnowFuturesAndNothingElseOfVertx() {
        var futures = DescribedPredicate.<JavaClass>or(
                type(Future.class), type(CompositeFuture.class), type(Promise.class), type(AsyncResult.class));
        holds(noClasses()
                .that()
                .resideInAnyPackage(REPOSITORY, PUBLISH, ACCESS)
                .should()
                .dependOnClassesThat(resideInAPackage("io.vertx..").and(not(futures))));
    }

    @Test
    void theCoreHasNoNetwork() {
        var addresses = DescribedPredicate.<JavaClass>or(
                type(URI.class), type(URISyntaxException.class), type(URLEncoder.class), type(URLDecoder.class));
        holds(noClasses()
                .that()
                .resideInAnyPackage(JSON, AUDIT, TUF, TRANSPARENCY, REPOSITORY, PUBLISH, CEREMONY, ACCESS, PACKAGES)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty..")
                        .and(not(addresses))));
    }

    @Test
    void theCoreHasNoFiles() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(JSON, AUDIT, TUF, TRANSPARENCY, REPOSITORY, PUBLISH, CEREMONY, ACCESS, PACKAGES)
                .should()
                .dependOnClassesThat(
                        resideInAPackage("java.nio.file..").or(nameMatching("java\\.io\\.(File|RandomAccess).*"))));
    }

    @Test
    void onlyStoreKnowsDatabases() {
        only(
                STORE,
                "java.sql..",
                "javax.sql..",
                "org.postgresql..",
                "org.flywaydb..",
                "io.vertx.sqlclient..",
                "io.vertx.pgclient..",
                "io.vertx.redis..");
    }

    @Test
    void onlyTokensOfIssuersKnowJose() {
        only(ROOT + ".access.oidc..", "com.nimbusds..");
    }

    @Test
    void onlyPackagesReadHtml() {
        only(PACKAGES, "org.jsoup..");
    }

    @Test
    void onlyHttpKnowsRoutes() {
        only(HTTP, "io.vertx.ext.web..");
    }

    @Test
    void jsonAndTufWriteNoLog() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(JSON, AUDIT, TUF, TRANSPARENCY)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.slf4j..", "java.util.logging..")));
    }

    // What happens in one place only

    @Test
    void onlyAppStartsVertxDeploysVerticlesAndTouchesTheEventBus() {
        var wiring = Set.of("vertx", "builder", "clusteredVertx", "deployVerticle", "eventBus");
        holds(noClasses().that().resideOutsideOfPackage(APP).should().accessTargetWhere(calls(Vertx.class, wiring)));
    }

    @Test
    void onlyAppAndCliReadTheEnvironment() {
        var environment = Set.of("getenv", "getProperty", "getProperties", "exit");
        holds(noClasses()
                .that()
                .resideOutsideOfPackages(APP, CLI)
                .should()
                .accessTargetWhere(calls(System.class, environment)));
    }

    @Test
    void onlyAppAndCliReadTheClock() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages(APP, CLI)
                .should()
                .accessTargetWhere(calls(System.class, Set.of("currentTimeMillis"))
                        .or(callsAny("now without a clock", access -> isNow(access) && withoutArguments(access)))
                        .or(callsAny("a system clock", ArchitectureTest::isSystemClock))));
    }

    @Test
    void theCoreIsGivenItsRandomnessAndItsTime() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(CORE_AND_ACCESS)
                .should()
                .accessTargetWhere(calls(System.class, Set.of("nanoTime"))
                        .or(calls(Math.class, Set.of("random")))
                        .or(calls(UUID.class, Set.of("randomUUID")))
                        .or(calls(ThreadLocalRandom.class, Set.of("current")))
                        .or(calls(Random.class, Set.of("<init>")))
                        .or(calls(SecureRandom.class, Set.of("<init>", "getInstanceStrong")))));
    }

    @Test
    void onlyAppAndCliPrint() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages(APP, CLI)
                .should()
                .accessTargetWhere(callsAny(
                        "System.out or System.err",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                && List.of("out", "err").contains(access.getName()))));
    }

    // The shape of classes

    @Test
    void verticlesHoldNoStateOfTheirOwn() {
        holds(fields().that()
                .areDeclaredInClassesThat()
                .areAssignableTo(VerticleBase.class)
                .should()
                .beFinal());
    }

    @Test
    void nothingKeepsUntypedJson() {
        holds(noFields().should().haveRawType(JsonObject.class).orShould().haveRawType(JsonArray.class));
    }

    @Test
    void classesAreFinalUnlessAbstract() {
        holds(classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .haveModifier(JavaModifier.FINAL));
    }

    /**
     * JDK-8389310: a virtual thread that catches an exception can go on in compiled code that knows nothing of the classes
     * loaded since, and call the method that they override. It happens to exceptions because their classes are loaded late.
     */
    @Test
    void failuresOverrideNothingOfEachOther() {
        assertThat(COUNTERSIGN)
                .filteredOn(type -> type.isAssignableTo(Throwable.class))
                .isNotEmpty()
                .flatExtracting(JavaClass::getMethods)
                .as("methods of failures: what differs between them is a field of their common class")
                .filteredOn(method -> method.getModifiers().contains(JavaModifier.ABSTRACT)
                        || method.getOwner().getAllRawSuperclasses().stream()
                                .filter(above -> above.getPackageName().startsWith(ROOT))
                                .anyMatch(above -> above.tryGetMethod(method.getName(), typesOf(method))
                                        .isPresent()))
                .isEmpty();
    }

    private static String[] typesOf(JavaMethod method) {
        return method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
    }

    @Test
    void namesSayWhatAClassIs() {
        var nothingSaid = Pattern.compile(".*(Utils?|Manager|Helper|Impl|Service|Common)");
        holds(noClasses().should().haveNameMatching(nothingSaid.pattern()));
    }

    @Test
    void noTwoClassesHaveOneSimpleName() {
        var named = COUNTERSIGN.stream()
                .filter(each -> !each.isAnonymousClass() && !each.isLocalClass() && !each.isArray())
                .collect(Collectors.toMap(JavaClass::getName, JavaClass::getSimpleName));
        // Fixtures of tests may repeat what is nested in others, but no class that has a file of its own.
        new ClassFileImporter()
                .importPackages(ROOT).stream()
                        .filter(JavaClass::isTopLevelClass)
                        .forEach(each -> named.put(each.getName(), each.getSimpleName()));

        var sharers = named.entrySet().stream()
                .filter(each -> !each.getValue().equals("package-info"))
                .collect(groupingBy(Map.Entry::getValue, mapping(Map.Entry::getKey, toList())));
        assertThat(sharers).hasSizeGreaterThan(800);
        assertThat(sharers.values()).filteredOn(classes -> classes.size() > 1).isEmpty();
    }

    /** What reads JSON is {@code fromJson} or {@code read}, what reads text or bytes {@code parse}. */
    @Test
    void ofBuildsAValueFromItsPartsAndDoesNothingElse() {
        var factories = COUNTERSIGN.stream()
                .flatMap(each -> each.getMethods().stream())
                .filter(method ->
                        method.getName().equals("of") && method.getModifiers().contains(JavaModifier.STATIC))
                .toList();
        assertThat(factories).hasSizeGreaterThan(10);
        assertThat(factories).allSatisfy(of -> {
            assertThat(of.getRawReturnType()).as(of.getFullName()).isEqualTo(of.getOwner());
            assertThat(of.getRawParameterTypes())
                    .as(of.getFullName())
                    .noneMatch(type -> type.isEquivalentTo(Json.Obj.class) || type.isEquivalentTo(Members.class));
            assertThat(of.getRawParameterTypes().stream().map(JavaClass::getName))
                    .as(of.getFullName())
                    .isNotEqualTo(List.of(String.class.getName()));
        });
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(COUNTERSIGN.stream().map(JavaClass::getPackage).distinct())
                .allSatisfy(aPackage -> assertThat(aPackage.isAnnotatedWith(NullMarked.class))
                        .as("@NullMarked on package %s", aPackage.getName())
                        .isTrue());
    }

    /** Besides the frame, which all of them use. */
    private static void familySees(String name, String... seen) {
        sees(
                family(name),
                Stream.concat(Stream.of(FRAME, JSON, WIRE, TUF, CLIENT), Stream.of(seen))
                        .toArray(String[]::new));
    }

    private static String family(String name) {
        return FRAME + "." + name;
    }

    private static void sees(String seer, String... seen) {
        var strangers = resideInAPackage(ROOT + "..")
                .and(not(resideInAnyPackage(seer, CONCURRENT, FILES)))
                .and(not(resideInAnyPackage(seen)));
        holds(noClasses().that().resideInAPackage(seer).should().dependOnClassesThat(strangers));
    }

    private static void only(String owner, String... libraries) {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage(owner)
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries)));
    }

    /** Not, if the rule is about nothing: then it is the rule that is wrong. */
    private static void holds(ArchRule rule) {
        rule.allowEmptyShould(false).check(COUNTERSIGN);
    }

    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, Set<String> names) {
        return callsAny(
                owner.getSimpleName() + "." + names,
                access -> access.getTargetOwner().isEquivalentTo(owner) && names.contains(access.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> callsAny(
            String description, java.util.function.Predicate<JavaAccess<?>> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static boolean isNow(JavaAccess<?> access) {
        return access.getName().equals("now")
                && List.of(
                                Instant.class,
                                LocalDate.class,
                                LocalDateTime.class,
                                OffsetDateTime.class,
                                ZonedDateTime.class)
                        .stream()
                        .anyMatch(access.getTargetOwner()::isEquivalentTo);
    }

    private static boolean isSystemClock(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(Clock.class)
                && List.of("systemUTC", "system", "systemDefaultZone").contains(access.getName());
    }

    private static boolean withoutArguments(JavaAccess<?> access) {
        return access.getTarget().getFullName().endsWith("()");
    }
}
