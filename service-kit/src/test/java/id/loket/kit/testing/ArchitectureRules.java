package id.loket.kit.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The rules of the house (DESIGN §1), held by a test in every service. */
public final class ArchitectureRules {
  private static final List<String> FORBIDDEN_SUFFIXES =
      List.of("Manager", "Helper", "Util", "Utils", "Impl", "Dto");

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
