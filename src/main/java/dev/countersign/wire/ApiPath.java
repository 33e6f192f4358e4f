package dev.countersign.wire;

/** Where the operations of the interface are, behind the address of a server. */
public final class ApiPath {
    /** Before all others. */
    public static final String BASE = "/api/v1";

    public static final String ARTIFACTS = BASE + "/artifacts";
    public static final String ARTIFACTS_DELETE = ARTIFACTS + "/delete";
    public static final String ARTIFACTS_PUBLISH = ARTIFACTS + "/publish";
    public static final String TASK = BASE + "/task";
    public static final String BOOTSTRAP = BASE + "/bootstrap";
    public static final String ADOPTION = BOOTSTRAP + "/adoption";
    public static final String ADOPTION_FILES = ADOPTION + "/files";
    public static final String STATUS = BASE + "/status";
    public static final String CONFIG = BASE + "/config";
    public static final String METADATA = BASE + "/metadata";
    public static final String METADATA_ONLINE = METADATA + "/online";
    public static final String METADATA_ROLE = METADATA + "/role";
    public static final String METADATA_SIGN = METADATA + "/sign";
    public static final String METADATA_SIGN_DELETE = METADATA_SIGN + "/delete";
    public static final String DELEGATIONS = BASE + "/delegations";
    public static final String DELEGATIONS_DELETE = DELEGATIONS + "/delete";
    public static final String MIRRORS = BASE + "/mirrors";
    public static final String MIRRORS_DELETE = MIRRORS + "/delete";
    public static final String MIRRORS_VERIFY = MIRRORS + "/verify";

    /** Who did what in one repository. */
    public static final String AUDIT = BASE + "/audit";

    /** Not of one repository, but of all that a server has. */
    public static final String REPOSITORIES = BASE + "/repositories";

    /** Likewise: who may do what in all of them. */
    public static final String TOKENS = BASE + "/tokens";

    /** Likewise: whom the server takes the caller for. */
    public static final String WHOAMI = BASE + "/whoami";

    /** Where the files of metadata are, beside the operations. */
    public static final String METADATA_FILES = "/metadata";

    /** Where the public log of publications is. */
    public static final String LOG = "/log";

    /** Before the name of a repository, where that is not the default. */
    public static final String NAMED = "/repositories/";

    private ApiPath() {}

    /** Where all that belongs to one repository begins; without a slash at the end. */
    public static String ofRepository(String name) {
        return NAMED + name;
    }

    /** The form of a path that RSTUF's own server answers without a redirect. */
    public static String withSlash(String path) {
        return path + "/";
    }
}
