package id.loket.kit.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;

/** The rules of the house (DESIGN §1), held by a test in every service. */
public final class ArchitectureRules {
  private static final List<String> FORBIDDEN_SUFFIXES =
      List.of("Manager", "Helper", "Util", "Utils", "Impl", "Dto");

  private static final Set<String> KEEP_ROWS =
      Set.of("id.loket.client", "id.loket.ticket", "id.loket.report", "id.loket.staging");

  private static final String PRODUCES = "jakarta.ws.rs.Produces";
  private static final Set<String> OPERATIONS =
      Set.of(
          "jakarta.ws.rs.GET",
          "jakarta.ws.rs.POST",
          "jakarta.ws.rs.PUT",
          "jakarta.ws.rs.PATCH",
          "jakarta.ws.rs.DELETE");

  private final String root;
  private final JavaClasses code;

  private ArchitectureRules(String root) {
    this.root = root;
    this.code =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(root);
  }

  /** The rules for a service whose features lie below that package. */
  public static ArchitectureRules of(String root) {
    return new ArchitectureRules(root);
  }

  /** Fails with every breach of every rule. */
  public void check() {
    check(featuresNeverCallEachOtherInACircle());
    check(resourcesKnowNoStore());
    check(storesAndClientsKnowNoHttpFace());
    check(featuresReachOthersThroughUseCasesOnly());
    check(servicesKnowNoOtherService());
    check(resourcesSayWhatTheyAnswerWith());
    requireOneBundleOfConstraintMessages();
    if (KEEP_ROWS.contains(root)) {
      check(waitingWorkIsAskedForTogether());
    }
    for (String suffix : FORBIDDEN_SUFFIXES) {
      check(
          noClasses()
              .should()
              .haveSimpleNameEndingWith(suffix)
              .because("names say what a class is"));
    }
  }

  private void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(code);
  }

  /** The first of that name on the class path hides all others. */
  private static void requireOneBundleOfConstraintMessages() {
    long bundles =
        ArchitectureRules.class
            .getClassLoader()
            .resources("ValidationMessages_id.properties")
            .count();
    if (bundles != 1) {
      throw new AssertionError(
          "%d bundles ValidationMessages_id: messages of constraints belong to the kit's alone"
              .formatted(bundles));
    }
  }

  private ArchRule featuresNeverCallEachOtherInACircle() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  private ArchRule resourcesKnowNoStore() {
    return noClasses()
        .that()
        .haveSimpleNameEndingWith("Resource")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Store");
  }

  private ArchRule storesAndClientsKnowNoHttpFace() {
    return noClasses()
        .that()
        .haveSimpleNameEndingWith("Store")
        .or()
        .haveSimpleNameEndingWith("Client")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Resource");
  }

  /** A store is package-private, so only its own feature can know it. */
  private ArchRule featuresReachOthersThroughUseCasesOnly() {
    return classes()
        .that()
        .haveSimpleNameEndingWith("Store")
        .and()
        .areTopLevelClasses()
        .should()
        .bePackagePrivate();
  }

  private ArchRule servicesKnowNoOtherService() {
    return classes().should().onlyDependOnClassesThat().resideOutsideOfPackages(foreignServices());
  }

  /**
   * Without {@code @Produces} an answer is whatever the caller asks for: what people stored would
   * be written as HTML for somebody's browser.
   */
  private static ArchRule resourcesSayWhatTheyAnswerWith() {
    return methods()
        .that(
            DescribedPredicate.describe(
                "are operations",
                method ->
                    !method.getOwner().isInterface()
                        && method.getAnnotations().stream()
                            .anyMatch(each -> OPERATIONS.contains(each.getRawType().getName()))))
        .should()
        .beAnnotatedWith(PRODUCES)
        .orShould()
        .beDeclaredInClassesThat()
        .areAnnotatedWith(PRODUCES);
  }

  /**
   * At rest a service sends its database one statement every few seconds (ADR 45): what waits in
   * rows is a {@code DueWork}, and has no timer of its own that looks for it every few seconds.
   */
  private static ArchRule waitingWorkIsAskedForTogether() {
    return noMethods()
        .should(
            new ArchCondition<JavaMethod>("be called every few seconds") {
              @Override
              public void check(JavaMethod method, ConditionEvents events) {
                method
                    .tryGetAnnotationOfType("io.quarkus.scheduler.Scheduled")
                    .flatMap(scheduled -> scheduled.get("every"))
                    .filter(every -> every.toString().matches("\\d+m?s"))
                    .ifPresent(
                        every ->
                            events.add(
                                SimpleConditionEvent.satisfied(
                                    method, method.getFullName() + " is called every " + every)));
              }
            });
  }

  private String[] foreignServices() {
    return List.of(
            "client",
            "ticket",
            "payment",
            "report",
            "gateway",
            "collector",
            "staging",
            "media",
            "ota")
        .stream()
        .map(service -> "id.loket." + service)
        .filter(service -> !root.equals(service))
        .map(service -> service + "..")
        .toArray(String[]::new);
  }
}
