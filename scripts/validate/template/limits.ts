import type { Schema } from "./types.ts";

/** HTTP methods that a REST API may have. */
const methods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const statusCode: Schema = { properties: { StatusCode: { pattern: "^[1-5]\\d\\d$" } } };

/** What the services behind CloudFormation refuse and its schemas do not say, by the type of resource. */
export const limits: Record<string, Schema> = {
  // https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html, API_PutMethodResponse and API_PutIntegration
  "AWS::ApiGateway::Method": {
    properties: {
      HttpMethod: { enum: methods },
      MethodResponses: { items: statusCode },
      Integration: {
        properties: { IntegrationHttpMethod: { enum: methods }, IntegrationResponses: { items: statusCode } },
      },
    },
  },
  // https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
  "AWS::ApiGateway::Resource": {
    properties: { PathPart: { pattern: "^(?:[\\w.:-]+|\\{[\\w.:-]+\\+?\\})$" } },
  },
  // https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
  "AWS::ApiGateway::Stage": { properties: { StageName: { pattern: "^[\\w-]{1,128}$" } } },
  // https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
  "AWS::ApiGateway::UsagePlan": {
    properties: { Quota: { properties: { Period: { enum: ["DAY", "WEEK", "MONTH"] } } } },
  },
};
