package dev.kindred.datastore.spring.data.repository.enabled;

public class ShopsCode {

    public String greeting() {
        return "beep";
    }
}
