import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./share-button.module.css";

/** What chat tools will show of the link: its title and the picture, if there is one. */
export function SharePicture({ picture, title }: { picture: Blob | undefined; title: string }) {
  const { t } = useTranslation("shell");
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!picture) return;
    const made = URL.createObjectURL(picture);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return (
    <figure className={classes.card}>
      {picture && address !== undefined && <img src={address} alt="" />}
      <figcaption title={title}>
        <span>{t("share.card")}</span> <bdi>{title}</bdi>
      </figcaption>
    </figure>
  );
}
