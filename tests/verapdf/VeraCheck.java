import java.io.FileInputStream;
import java.util.Set;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates each file against each flavour with veraPDF. Arguments: flavours with commas, then files. */
public class VeraCheck {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int i = 1; i < arguments.length; i++) {
            for (String name : arguments[0].split(",")) {
                System.out.println(arguments[i] + "\t" + name + "\t" + verdict(arguments[i], name));
            }
        }
    }

    /** "ok", or the broken rules as "clause-test message", with " | " between. */
    static String verdict(String path, String name) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
        try (FileInputStream file = new FileInputStream(path);
             PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
            ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
            Set<String> broken = new TreeSet<>();
            for (TestAssertion check : result.getTestAssertions()) {
                if (check.getStatus() == TestAssertion.Status.FAILED) {
                    broken.add(check.getRuleId().getClause() + "-" + check.getRuleId().getTestNumber() + " "
                        + check.getMessage().replaceAll("\\s+", " "));
                }
            }
            return result.isCompliant() ? "ok" : String.join(" | ", broken);
        }
    }
}
