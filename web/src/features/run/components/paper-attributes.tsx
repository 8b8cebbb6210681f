import type { Attribute } from "@/api/types";
import { AttributeValue } from "@/components/attribute-value";
import classes from "./paper-attributes.module.css";

/** Every attribute that was searched for with its value, for paper, where no tree can be opened. */
export function PaperAttributes({ attributes }: { attributes: readonly Attribute[] }) {
  return (
    <table className={classes.paper}>
      <tbody>
        {attributes.map((attribute) => (
          <tr key={`${attribute.path} ${attribute.type}`}>
            <th scope="row">
              <bdi>{attribute.path}</bdi>
            </th>
            <td>{attribute.type === "string" ? <bdi>{attribute.value}</bdi> : <AttributeValue attribute={attribute} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
